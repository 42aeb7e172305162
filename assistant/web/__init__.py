"""The screen and the programs' way in served over HTTP, and the door before them."""
