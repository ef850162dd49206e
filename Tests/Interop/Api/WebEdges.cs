using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Telephony.Interop.Calls;
using Telephony.Peers.Gateway;
using Telephony.Peers.Processes;
using Xunit;

namespace Telephony.Interop.Api;

/// <summary>What stands around the API, over the wire: who is refused and in which words, limits, other origins, the operator's addresses, and certificates that are renewed while clients are connected.</summary>
public sealed class WebEdges
{
    private const string Version = "?api-version=2023-10-01";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task The_edges_of_the_api_hold()
    {
        await using var field = new Field();
        var operators = Ports.Take();
        var gateway = await field.GatewayAsync(new GatewaySetup { Https = true }
            .Setting("Telemetry__Urls", $"http://127.0.0.1:{operators}").Setting("Api__CorsOrigins__0", "https://app.example.com").Setting("Api__RateLimits__0", "sms=2"));
        using var client = await SignedClient.ForAsync(gateway);
        using var plain = new HttpClient();
        var (api, page) = ($"http://127.0.0.1:{gateway.GatewayPorts.Http}", $"http://127.0.0.1:{operators}");

        await RefusalsAsync(client);
        await LimitAsync(client);
        await OriginsAsync(plain, api);
        await PagesAsync(plain, api, page);
        await RenewalAsync(gateway);
    }

    /// <summary>401 in the service's shape, whatever is wrong with the proof; who came in is in the audit log.</summary>
    private static async Task RefusalsAsync(SignedClient client)
    {
        using (var good = await client.SendAsync(HttpMethod.Get, "/resource" + Version)) Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        await DeniedAsync(client.SendAsync(HttpMethod.Get, "/resource" + Version, date: TimeProvider.System.GetUtcNow().AddMinutes(-16)), "clock");
        await DeniedAsync(client.SendAsync(HttpMethod.Post, "/identities" + Version, "{}", change: static request => request.Content = new StringContent("{ }", System.Text.Encoding.UTF8, "application/json")), "x-ms-content-sha256");
        await DeniedAsync(client.SendAsync(HttpMethod.Get, "/resource" + Version, change: static request => request.RequestUri = new Uri("/resource?api-version=2023-10-02", UriKind.Relative)), "signature");
        await DeniedAsync(client.SendAsync(HttpMethod.Get, "/resource" + Version, change: static request => request.Headers.Remove("Authorization")), "not signed");

        static async Task DeniedAsync(Task<HttpResponseMessage> asking, string word)
        {
            using var answer = await asking;
            var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
            Assert.Equal((HttpStatusCode.Unauthorized, "Denied"), (answer.StatusCode, error.GetProperty("code").GetString()));
            Assert.Contains(word, error.GetProperty("message").GetString(), StringComparison.OrdinalIgnoreCase);
        }
    }

    private static async Task LimitAsync(SignedClient client)
    {
        HttpStatusCode last;
        var tries = 0;
        do
        {
            using var answer = await client.SendAsync(HttpMethod.Post, "/sms:segment" + Version, """{"message":"Hello"}""");
            last = answer.StatusCode;
            if (last == HttpStatusCode.TooManyRequests) Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter?.Delta);
        }
        while (last == HttpStatusCode.OK && ++tries < 200);
        Assert.Equal(HttpStatusCode.TooManyRequests, last);
        using var other = await client.SendAsync(HttpMethod.Get, "/resource" + Version);       // the limit is that area's
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    /// <summary>Pages of the listed origin may call what users call, no other page may, and nobody what access keys open.</summary>
    private static async Task OriginsAsync(HttpClient client, string api)
    {
        Assert.Equal("https://app.example.com", await PreflightAsync("/externalUsers/:exchangeAccessToken", "https://app.example.com"));
        Assert.Null(await PreflightAsync("/externalUsers/:exchangeAccessToken", "https://evil.example.net"));
        Assert.Null(await PreflightAsync("/identities", "https://app.example.com"));

        async Task<string?> PreflightAsync(string path, string origin)
        {
            using var request = new HttpRequestMessage(HttpMethod.Options, api + path + Version);
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", "POST");
            request.Headers.Add("Access-Control-Request-Headers", "content-type");
            using var answer = await client.SendAsync(request);
            return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var allowed) ? allowed.Single() : null;
        }
    }

    private static async Task PagesAsync(HttpClient client, string api, string page)
    {
        foreach (var path in new[] { "/status", "/metrics", "/ranges.json" }) Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await StatusAsync(api + path), await StatusAsync(page + path)));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (await StatusAsync(api + "/health/ready"), await StatusAsync(page + "/health/ready")));
        foreach (var path in new[] { "/docs", "/openapi.json", "/.well-known/jwks.json" + Version }) Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (await StatusAsync(api + path), await StatusAsync(page + path)));

        async Task<HttpStatusCode> StatusAsync(string url)
        {
            using var answer = await client.GetAsync(url);
            return answer.StatusCode;
        }
    }

    /// <summary>The development certificate is put there anew: who is connected goes on, who comes is shown the new one, and trusts it by the same authority.</summary>
    private static async Task RenewalAsync(GatewayProcess gateway)
    {
        using var authority = X509CertificateLoader.LoadCertificateFromFile(gateway.AuthorityFile);
        await using var connected = await ConnectAsync();
        var before = connected.RemoteCertificate!.GetCertHashString();      // a server shows one
        var folder = Path.Combine(gateway.DataFolder, "certs");
        File.Delete(Path.Combine(folder, "gateway.pem"));       // made anew, as at its end; the look is every five seconds

        var after = before;
        await Until.TrueAsync(async () =>
        {
            await using var next = await ConnectAsync();
            return (after = next.RemoteCertificate!.GetCertHashString()) != before;      // as above
        }, Soon, () => $"The old certificate is still shown.\n{gateway.Process.Log}");

        Assert.Contains("200 OK", await AskAsync(connected), StringComparison.Ordinal);

        async Task<SslStream> ConnectAsync()
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, gateway.GatewayPorts.Https);
            var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.Add(authority);
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy, AllowTlsResume = false });
            return stream;
        }

        static async Task<string> AskAsync(SslStream stream)
        {
            await stream.WriteAsync("GET /health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());
            var answer = new byte[4096];
            return System.Text.Encoding.ASCII.GetString(answer, 0, await stream.ReadAsync(answer));
        }
    }
}
