"""Who answers, each a `domain.model.Model`: the rehearsal model, Python functions, and providers
through litellm.
"""
