from solvable.cli import main

# Server processes are spawned, and import this module again.
if __name__ == "__main__":
    main()
