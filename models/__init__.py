"""The course's models: the embedded tiny family (`models.tiny`) and the numbered model store."""
