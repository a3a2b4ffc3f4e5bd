"""Holding PDF files against PDF/UA-1 with veraPDF, the reference checker."""
