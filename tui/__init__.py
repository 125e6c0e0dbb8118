"""The Textual application. The only package that imports textual; other packages use `startup.open_reader`."""
