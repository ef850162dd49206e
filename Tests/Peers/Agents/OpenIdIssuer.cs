using Telephony.Peers.Processes;

namespace Telephony.Peers.Agents;

/// <summary>An OpenID Connect issuer (npm oidc-provider) on loopback; its clients stand in <c>Tests/Interop/Node/issuer.mjs</c>.</summary>
public sealed class OpenIdIssuer : IAsyncDisposable
{
    private readonly int _port = Ports.Take();
    private ChildProcess? _process;

    public string Authority => $"http://127.0.0.1:{_port}";

    public static async Task<OpenIdIssuer> StartAsync()
    {
        var issuer = new OpenIdIssuer();
        await issuer.TurnKeysAsync();
        return issuer;
    }

    /// <summary>Starts it again with new keys, at the same address.</summary>
    public async Task TurnKeysAsync()
    {
        await DisposeAsync();
        _process = await NodeScript.StartAsync("issuer.mjs", [$"{_port}"]);
        await Until.TrueAsync(() => Task.FromResult(_process.Log.Contains($"issuer {Authority}", StringComparison.Ordinal)), TimeSpan.FromSeconds(30), () => $"The issuer did not start:\n{_process.Log}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
    }
}
