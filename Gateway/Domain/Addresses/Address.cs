namespace Telephony.Domain.Addresses;

/// <summary>Who calls or is called. A closed union: every consumer looks at each case.</summary>
public abstract record Address
{
    private Address()
    {
    }

    /// <summary>What is matched against patterns and written into records: "+14255550123", "112", "4711", a URI, a user id or "anonymous".</summary>
    public abstract string Text { get; }

    public sealed override string ToString() => Text;

    /// <summary>A public number.</summary>
    public sealed record E164(PhoneNumber Number) : Address
    {
        private string? text;

        public override string Text => text ??= Number.ToString();

        public bool Equals(E164? other) => other is not null && Number == other.Number;

        public override int GetHashCode() => Number.GetHashCode();
    }

    /// <summary>A short code of the network such as 112 or 911: dialled as it is, never completed to E.164.</summary>
    public sealed record ServiceCode(string Digits) : Address
    {
        public override string Text => Digits;
    }

    /// <summary>Digits (also '*' and '#') of a private plan, or a number that no rule has brought to E.164.</summary>
    public sealed record Extension(string Digits) : Address
    {
        public override string Text => Digits;
    }

    /// <summary>A SIP address whose user part is no number, without scheme and parameters: "alice@example.com".</summary>
    public sealed record SipUri(string Uri) : Address
    {
        public override string Text => Uri;
    }

    /// <summary>A user known to the gateway by id.</summary>
    public sealed record User(string Id) : Address
    {
        public override string Text => Id;
    }

    /// <summary>No identity given or allowed (RFC 3323 4.1).</summary>
    public sealed record Anonymous : Address
    {
        public static readonly Anonymous Instance = new();

        public override string Text => "anonymous";
    }
}
