"""What `make check` asks of the documentation and of the locks; each module runs by itself."""
