"""The wire contract between stations and HQ."""
