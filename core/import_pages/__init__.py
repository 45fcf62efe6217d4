"""The pages of an import, the same in every face: a face says whose they are and what is offered.

`desk` is where a face says it, `views` answers requests, the other modules make what is shown.
"""
