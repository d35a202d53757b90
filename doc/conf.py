# Sphinx settings of the manual (./fdd-mimo docs).
project = "fdd-mimo"
author = "The fdd-mimo authors"
copyright = "2026, " + author
root_doc = "fdd-mimo"
extensions = ["sphinx.ext.mathjax"]
html_theme = "alabaster"
