"""Reports: as JSON, signed, with waivers and evidence; and facts without a report."""
