namespace Telephony.Domain.Messages;

/// <summary>One message to or from one recipient, for all its life (<c>messageId</c> in the API). Version 7 (RFC 9562 5.7): sorts by the time it was made.</summary>
public readonly record struct MessageId(Guid Value)
{
    public static MessageId New(TimeProvider clock) => new(Guid.CreateVersion7(clock.GetUtcNow()));

    /// <summary>32 lower-case hexadecimal digits: what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MessageId id)
    {
        var good = Guid.TryParseExact(text, "N", out var value);
        id = new MessageId(value);
        return good;
    }

    public override string ToString() => Value.ToString("N");
}
