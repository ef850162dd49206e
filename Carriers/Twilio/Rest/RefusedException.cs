namespace Telephony.Twilio.Rest;

/// <summary>An answer of Twilio that is no success, on its way through the package's client, which lets exceptions of its HTTP client pass as inner ones.</summary>
internal sealed class RefusedException(int status, int code, string message, TimeSpan? after) : Exception(message)
{
    public int Status => status;

    public int Code => code;

    public TimeSpan? After => after;
}
