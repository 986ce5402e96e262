"""Reports: to JSON and back, signed, with waivers and evidence; and facts that come without a report."""
