# Sphinx settings of the stand-alone manual (./fdd-mimo docs); ns-3's own manual does not read them.
project = "fdd-mimo"
copyright = "The fdd-mimo authors"
root_doc = "fdd-mimo"
extensions = ["sphinx.ext.mathjax"]
html_theme = "alabaster"
html_static_path = []
exclude_patterns = ["greedy-hybrid.rst", "transformer.rst", "neural-calibration.rst"]  # included in fdd-mimo.rst
