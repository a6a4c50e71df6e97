print("gemz")
