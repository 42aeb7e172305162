"""Who is acting, and what they may do: a person for each request, with roles."""
