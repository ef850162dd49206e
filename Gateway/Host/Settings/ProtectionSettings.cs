namespace Telephony.Host.Settings;

internal sealed class ProtectionSettings
{
    /// <summary>So many offences of one source within a minute ban it; 0: nobody is banned.</summary>
    public int BanAfter { get; set; } = 20;

    /// <summary>How long it is not listened to.</summary>
    public double BanMinutes { get; set; } = 10;

    /// <summary>Answers a second to one source that is no trunk's; 0: no limit of its own.</summary>
    public int StrangerRequestsPerSecond { get; set; } = 10;

    /// <summary>New requests a second from one source of a trunk; more get 503. 0: no limit.</summary>
    public int SourceRequestsPerSecond { get; set; }

    /// <summary>New requests that waited longer for the signalling loop begin to be refused; 0: none is.</summary>
    public double ShedAfterMilliseconds { get; set; } = 100;
}
