"""The words and the state tables of the app, a module for each subject."""
