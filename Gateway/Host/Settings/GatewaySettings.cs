using Telephony.Media.Recording;
using Telephony.Calls.Protection;
using Telephony.Calls.Settings;
using Telephony.Net.Addresses;
using Telephony.Rtp.Ports;
using Telephony.Storage.Databases;
using Telephony.Host.Messaging;
using Telephony.Host.Numbers;

namespace Telephony.Host.Settings;

/// <summary>The settings, checked and typed.</summary>
internal sealed record GatewaySettings
{
    /// <summary>Folders and files below are absolute.</summary>
    public required SettingsSource Source { get; init; }

    public required string DataDirectory { get; init; }

    public required string SbcConfig { get; init; }

    public required IReadOnlyList<ListenSetting> Listen { get; init; }

    public required AdvertisedHosts SipAdvertised { get; init; }

    public required IReadOnlyList<NetEndpoint> MediaAddresses { get; init; }

    /// <summary>Null: the bound address.</summary>
    public string? MediaAdvertised { get; init; }

    public required PortRange MediaPorts { get; init; }

    public required int MediaWorkers { get; init; }

    public bool RealTime { get; init; }

    public required IReadOnlyList<string> NameServers { get; init; }

    /// <summary>Null: the system's; empty: none.</summary>
    public string? HostsFile { get; init; }

    public string? Certificate { get; init; }

    public string? CertificateKey { get; init; }

    public string? CertificateAuthorities { get; init; }

    public required string CertificateFolder { get; init; }

    public required TimeSpan CertificateWarning { get; init; }

    public required CallOptions Calls { get; init; }

    public required ProtectionOptions Protection { get; init; }

    public bool SilentToUnknown { get; init; }

    public required RecordSettings Records { get; init; }

    public required ApiOptions Api { get; init; }

    public required MessagingPlan Messaging { get; init; }

    public required TimeSpan MessagesKept { get; init; }

    public required NumbersPlan Numbers { get; init; }

    public required EventOptions Events { get; init; }

    public required PromptOptions Prompts { get; init; }

    public required SpeechOptions Speech { get; init; }

    public required FlowOptions Flows { get; init; }

    /// <summary>Null: there is no mail server.</summary>
    public MailOptions? Mail { get; init; }

    public required RecordingStoreOptions Recordings { get; init; }

    /// <summary>With semicolons; empty: none beside those of the API.</summary>
    public string OperatorUrls { get; init; } = "";

    /// <summary>Null: no traces.</summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>One JSON object per line instead of text.</summary>
    public bool JsonLog { get; init; }

    /// <summary>Without <see cref="StorageOptions.Node"/>.</summary>
    public required StorageOptions Storage { get; init; }

    public string Journal => Path.Combine(DataDirectory, "journal");
}
