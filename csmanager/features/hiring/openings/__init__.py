"""What an opening asks for, how it is advertised and by which stages it is filled."""
