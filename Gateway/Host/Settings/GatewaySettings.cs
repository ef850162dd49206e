using Telephony.Calls.Settings;
using Telephony.Net.Addresses;
using Telephony.Rtp.Ports;

namespace Telephony.Host.Settings;

/// <summary>The settings, checked and typed.</summary>
internal sealed record GatewaySettings
{
    /// <summary>The settings file; folders below are absolute.</summary>
    public required string File { get; init; }

    public required string DataDirectory { get; init; }

    public required string SbcConfig { get; init; }

    public required IReadOnlyList<ListenSetting> Listen { get; init; }

    /// <summary>Null: the bound address.</summary>
    public string? SipAdvertised { get; init; }

    public required IReadOnlyList<NetEndpoint> MediaAddresses { get; init; }

    public string? MediaAdvertised { get; init; }

    public required PortRange MediaPorts { get; init; }

    public required int MediaWorkers { get; init; }

    public required IReadOnlyList<string> NameServers { get; init; }

    public string? Certificate { get; init; }

    public string? CertificateKey { get; init; }

    public string? CertificateAuthorities { get; init; }

    public required CallOptions Calls { get; init; }

    public bool SilentToUnknown { get; init; }

    public required RecordSettings Records { get; init; }

    public string? OtlpEndpoint { get; init; }

    public string Database => Path.Combine(DataDirectory, "gateway.db");

    public string Journal => Path.Combine(DataDirectory, "journal");
}
