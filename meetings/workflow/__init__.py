"""Everything that can happen to boards, meetings, agendas, papers and packs, one function for each."""
