using Telephony.Domain.Addresses;

namespace Telephony.Twilio.Trunks;

/// <summary>An Elastic SIP trunk as it is to be.</summary>
/// <param name="Name">Its friendly name, by which it is found again: asking twice makes one trunk.</param>
public sealed record TrunkWish(string Name)
{
    /// <summary>First label of the name that we send calls to, <c>LABEL.pstn.twilio.com</c>; empty: calls come in only.</summary>
    public string Domain { get; init; } = "";

    /// <summary>Where Twilio sends calls to our numbers, in order of trial: <c>sip:sbc.example.net:5061;transport=tls</c>.</summary>
    public IReadOnlyList<string> Origination { get; init; } = [];

    /// <summary>With <see cref="Password"/>: what our calls are let in by; empty: by <see cref="Addresses"/> alone.</summary>
    public string User { get; init; } = "";

    /// <summary>At least 12 characters with upper and lower case and a digit, as Twilio wants it. Never in a log.</summary>
    public string Password { get; init; } = "";

    /// <summary>IPv4 addresses that our calls come from.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Numbers of the account whose calls come by this trunk.</summary>
    public IReadOnlyList<PhoneNumber> Numbers { get; init; } = [];

    /// <summary>TLS and SRTP alone.</summary>
    public bool Secure { get; init; }
}
