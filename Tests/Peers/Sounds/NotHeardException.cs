namespace Telephony.Peers.Sounds;

/// <summary>What should have been heard was not, or not well enough; the message says what was.</summary>
public sealed class NotHeardException(string message) : Exception(message);
