using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;

namespace Telephony.Identity.Federation;

/// <summary>
/// An issuer's discovery document and key set (OpenID Connect Discovery 1.0 4), fetched once and kept; fetched again when it is old, or when a token names a key
/// that is not in it, but not more often than every <see cref="Pause"/>. One fetch at a time, whatever the number that wait for it.
/// </summary>
public sealed class IssuerKeys(Uri authority, HttpClient http, TimeProvider clock) : IDisposable
{
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_old = TimeSpan.FromHours(12);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HttpDocumentRetriever _documents = new(http) { RequireHttps = authority.Scheme == Uri.UriSchemeHttps };
    private readonly string _address = authority.AbsoluteUri.TrimEnd('/') + "/.well-known/openid-configuration";
    private Fetched? _current;
    private long _tried;

    /// <exception cref="Exception">It could not be fetched, and nothing is known from before.</exception>
    public async ValueTask<OpenIdConnectConfiguration> GetAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _current) is { } fresh && clock.GetElapsedTime(fresh.At) < s_old) return fresh.Configuration;
        return await FetchAsync(Volatile.Read(ref _current), cancellation).ConfigureAwait(false);
    }

    /// <summary>After a token that named an unknown key: the issuer may have new ones. Null: it was asked just now, or does not answer.</summary>
    public async ValueTask<OpenIdConnectConfiguration?> GetNewerAsync(OpenIdConnectConfiguration than, CancellationToken cancellation)
    {
        if (Volatile.Read(ref _current) is { } other && !ReferenceEquals(other.Configuration, than)) return other.Configuration;
        if (clock.GetElapsedTime(Volatile.Read(ref _tried)) < Pause) return null;
        var fetched = await FetchAsync(Volatile.Read(ref _current), cancellation).ConfigureAwait(false);
        return ReferenceEquals(fetched, than) ? null : fetched;
    }

    public void Dispose() => _turn.Dispose();

    private async ValueTask<OpenIdConnectConfiguration> FetchAsync(Fetched? known, CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            // Somebody else was here while we waited.
            if (Volatile.Read(ref _current) is { } now && !ReferenceEquals(now, known)) return now.Configuration;
            Volatile.Write(ref _tried, clock.GetTimestamp());
            var configuration = await OpenIdConnectConfigurationRetriever.GetAsync(_address, _documents, cancellation).ConfigureAwait(false);
            Volatile.Write(ref _current, new Fetched(configuration, clock.GetTimestamp()));
            return configuration;
        }
        catch (Exception) when (known is not null && !cancellation.IsCancellationRequested)
        {
            return known.Configuration;      // old keys are better than none
        }
        finally
        {
            _turn.Release();
        }
    }

    private sealed record Fetched(OpenIdConnectConfiguration Configuration, long At);
}
