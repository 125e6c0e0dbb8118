"""The widgets of the screen. They show things and post messages; the controllers decide."""
