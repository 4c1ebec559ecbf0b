"""Meta's Graph API, as every kind of Meta's needs it. Facts: https://developers.facebook.com/docs/graph-api"""
