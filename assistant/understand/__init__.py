"""A question as typed in; what is asked, standing alone, and as at which day, out."""
