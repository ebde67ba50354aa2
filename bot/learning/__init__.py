"""What use teaches: labels that people left on entries, and what an operator may make of them.

record     questions with what was said of their entries
finding    refused entries, questions without an entry, phrasings to accept
grouping   questions that ask for the same
accepting  a phrasing goes into its entry's file, or nothing does
"""
