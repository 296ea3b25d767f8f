"""The official sheets of service-public: read, kept and searched."""
