namespace Telephony.Host.Composition;

/// <summary>The gateway cannot start; the message is for a person and says what to change.</summary>
internal sealed class StartException(string message, Exception? inner) : Exception(message, inner);
