using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Telephony.Ivr.Flows.Engine;
using Telephony.Ivr.Flows.Values;
using Telephony.Media.Fetching;

namespace Telephony.FlowRunner.Requests;

/// <summary>
/// HTTP of flows: bounded in time and octets, no redirections, no proxy, no cookies, and only to where the settings let it (<see cref="AddressPolicy"/>). The address is judged when the connection is made, after the name
/// was resolved. Any thread.
/// </summary>
public sealed class FlowRequests : IDisposable
{
    public const int LargestAnswerBytes = 64 * 1024;

    private static readonly string[] Ours = ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Upgrade"];

    private readonly AddressPolicy _policy;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    /// <param name="hosts">Host names that may be asked; empty: every public host.</param>
    /// <param name="networks">Networks beyond the public ones that may be asked.</param>
    public FlowRequests(IReadOnlyList<string> hosts, IReadOnlyList<IPNetwork> networks, TimeProvider clock)
    {
        (_policy, _clock) = (new AddressPolicy(networks, hosts), clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, AutomaticDecompression = DecompressionMethods.None, MaxResponseHeadersLength = 32, ConnectCallback = ConnectAsync });
    }

    public async Task<FlowEvent> SendAsync(FlowAction.Request request, CancellationToken cancel)
    {
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return Failed(request, FailureCause.Refused, "the address is none of http or https");
        if (!_policy.AllowsHost(url.IdnHost)) return Failed(request, FailureCause.Refused, $"the host {url.Host} is none of those that Flows:Hosts allows");
        using var limit = new CancellationTokenSource(request.Timeout, _clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            using var message = Message(request, url);
            using var response = await _http.SendAsync(message, both.Token).ConfigureAwait(false);
            return await BodyAsync(response, both.Token).ConfigureAwait(false) is { } body ? new FlowEvent.HttpAnswered(request.Act, (int)response.StatusCode, body) : Failed(request, FailureCause.Refused, $"the answer has more than {LargestAnswerBytes} octets");
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Failed(request, FailureCause.Timeout, $"{url.Host} did not answer in time");
        }
        catch (HttpRequestException broken) when (broken.InnerException is NotAllowedException refused)
        {
            return Failed(request, FailureCause.Refused, refused.Message);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException)
        {
            return Failed(request, FailureCause.Unreachable, broken.Message);
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Message(FlowAction.Request request, Uri url)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), url);
        if (request.Body is { } body) message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        foreach (var (name, value) in request.Headers)
        {
            if (Ours.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!message.Headers.TryAddWithoutValidation(name, value)) message.Content?.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }

    /// <summary>Null: too much.</summary>
    private static async Task<FlowValue?> BodyAsync(HttpResponseMessage response, CancellationToken cancel)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        var bytes = new byte[LargestAnswerBytes + 1];
        var length = await stream.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
        if (length > LargestAnswerBytes) return null;
        if (length == 0) return FlowValue.Nothing;
        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(0, length), new JsonDocumentOptions { MaxDepth = 32 });
            return FlowValue.Of(json.RootElement);
        }
        catch (JsonException)
        {
            return FlowValue.Of(Encoding.UTF8.GetString(bytes, 0, length));
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancel).ConfigureAwait(false);
        IPAddress[] allowed = [.. addresses.Where(_policy.Allows)];
        if (allowed.Length == 0 && addresses.Length > 0) throw new NotAllowedException($"the host {host} leads to {addresses[0]}, which is no public address: Flows:PrivateNetworks can allow its network");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, port, cancel).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static FlowEvent.ActionFailed Failed(FlowAction.Request request, FailureCause cause, string why) => new(request.Act, cause, why);

    private sealed class NotAllowedException(string message) : IOException(message);
}
