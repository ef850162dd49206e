namespace Telephony.Twilio.Rest;

/// <summary>What came of a request to Twilio. A closed union: what was surely not done, what surely was, and what nobody knows are different things.</summary>
internal abstract record TwilioAnswer<T>
{
    private TwilioAnswer()
    {
    }

    public sealed record Done(T Value) : TwilioAnswer<T>;

    /// <summary>Twilio says no.</summary>
    /// <param name="Status">Of HTTP.</param>
    /// <param name="Code">Twilio's (https://www.twilio.com/docs/api/errors); 0 if it gave none.</param>
    /// <param name="Message">Twilio's sentence. May hold numbers: not for the log.</param>
    /// <param name="After">Its Retry-After.</param>
    public sealed record Refused(int Status, int Code, string Message, TimeSpan? After) : TwilioAnswer<T>;

    /// <summary>It never left: no connection.</summary>
    public sealed record NotSent(string Why) : TwilioAnswer<T>;

    /// <summary>Sent, and no answer that tells: it may have been done.</summary>
    public sealed record Silent(string Why) : TwilioAnswer<T>;
}
