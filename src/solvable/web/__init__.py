"""What people and programs reach over HTTP: journal (records), api (programs), desk (people)."""
