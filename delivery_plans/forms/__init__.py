"""The forms of the app, a module for each subject."""
