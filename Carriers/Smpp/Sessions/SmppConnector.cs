using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Telephony.Smpp.Settings;

namespace Telephony.Smpp.Sessions;

/// <summary>Opens the connection to a message centre, by TLS where settings say so.</summary>
internal static class SmppConnector
{
    /// <exception cref="IOException">It cannot be reached, or does not prove who it is; the message says which.</exception>
    public static async Task<Stream> ConnectAsync(SmppOptions options, TimeProvider clock, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(options.ConnectLimit, clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, linked.Token).ConfigureAwait(false);
            var plain = new NetworkStream(socket, ownsSocket: true);
            return options.Tls ? await SecureAsync(plain, options, linked.Token).ConfigureAwait(false) : plain;
        }
        catch (Exception failure) when (failure is SocketException or AuthenticationException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw new IOException(failure is OperationCanceledException ? $"no connection within {options.ConnectLimit.TotalSeconds:0} s" : failure.Message.TrimEnd('.'), failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(NetworkStream plain, SmppOptions options, CancellationToken cancellation)
    {
        var tls = new SslStream(plain, leaveInnerStreamOpen: false);
        var how = new SslClientAuthenticationOptions { TargetHost = options.Host, EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 };
        if (options.TlsAuthority.Length > 0)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(options.TlsAuthority);
            how.CertificateChainPolicy = policy;
        }
        await tls.AuthenticateAsClientAsync(how, cancellation).ConfigureAwait(false);
        return tls;
    }
}
