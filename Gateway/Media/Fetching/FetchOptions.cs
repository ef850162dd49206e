namespace Telephony.Media.Fetching;

/// <summary>How far the gateway goes to fetch a file that an application named.</summary>
public sealed record FetchOptions
{
    /// <summary>Ten minutes of MP3 at 256 kbit/s, or of 16 kHz WAV.</summary>
    public int MaxBytes { get; init; } = 20 << 20;

    /// <summary>From the request to the last octet, redirections included.</summary>
    public TimeSpan TimeLimit { get; init; } = TimeSpan.FromSeconds(10);

    public int MaxRedirects { get; init; } = 3;

    /// <summary>Whether http is allowed, or https alone.</summary>
    public bool AllowHttp { get; init; } = true;

    /// <summary>Host names that may be asked: "files.example.com", or "*.example.com" for all below. Empty: every public host.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>Networks beyond the public ones that may be asked, such as 10.1.0.0/16. Without this a caller of the API could look around in the operator's network.</summary>
    public IReadOnlyList<System.Net.IPNetwork> PrivateNetworks { get; init; } = [];

    /// <summary>How long an answer counts as fresh when the server does not say.</summary>
    public TimeSpan FreshFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>All decoded clips together.</summary>
    public long CacheBytes { get; init; } = 256 << 20;
}
