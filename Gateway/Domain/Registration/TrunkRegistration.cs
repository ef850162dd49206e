using Telephony.Domain.Addresses;

namespace Telephony.Domain.Registration;

/// <summary>That we register with a trunk, because it knows us by no fixed address (RFC 3261 10, DR-39). Field <c>auth.registration</c>.</summary>
/// <param name="Registrar">Host of the Request-URI and of the address-of-record. Where it lies is found by DNS, unless the trunk has a proxy.</param>
/// <param name="User">User part of the address-of-record, of the Contact, and of the credentials unless <see cref="AuthUser"/> is set.</param>
public sealed record TrunkRegistration(HostPort Registrar, string User, string Password)
{
    public static readonly TimeSpan UsualExpires = TimeSpan.FromHours(1);

    /// <summary>User of the credentials where it is another.</summary>
    public string? AuthUser { get; init; }

    /// <summary>Only challenges of this realm are answered; null: any.</summary>
    public string? Realm { get; init; }

    /// <summary>Host part of the address-of-record; null: the registrar's host.</summary>
    public string? Domain { get; init; }

    /// <summary>What is asked for; the registrar's word holds.</summary>
    public TimeSpan Expires { get; init; } = UsualExpires;

    /// <summary>Between keep-alives on the flow (RFC 5626 4.4); zero: none. Null: 25 s over UDP, 110 s over TCP and TLS, or as the registrar's Flow-Timer says.</summary>
    public TimeSpan? KeepAlive { get; init; }

    /// <summary>Names the flow by instance and reg-id (RFC 5626 4.2).</summary>
    public bool Outbound { get; init; } = true;

    /// <summary>Each gateway on a shared database registers, as an instance of its own; else one of them does, for all.</summary>
    public bool EveryNode { get; init; }

    public string CredentialsUser => AuthUser ?? User;

    public string AorHost => Domain ?? (Registrar.Address is { AddressFamily: System.Net.Sockets.AddressFamily.InterNetworkV6 } ? $"[{Registrar.Host}]" : Registrar.Host);

    public override string ToString() => $"{User} at {Registrar}";
}
