using System.Net.Sockets;
using Telephony.Peers.Gateway;

namespace Telephony.Interop.Events;

/// <summary>Messages from the network by the simulated carrier, straight by the control socket: many a second.</summary>
internal sealed class InboundTexts(GatewayProcess gateway) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Path.Combine(gateway.DataFolder, "gateway.sock")), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { BaseAddress = new Uri("http://gateway/"), Timeout = TimeSpan.FromSeconds(30) };      // a start after a kill, beside other tests

    /// <summary>True: the gateway has it. False: nobody knows.</summary>
    public async Task<bool> ReceiveAsync(string text)
    {
        try
        {
            using var form = new FormUrlEncodedContent([new("from", "+14255550123"), new("to", "+12025550100"), new("text", text)]);
            using var answer = await _client.PostAsync("control/messages/inbound", form);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception cut) when (cut is HttpRequestException or TaskCanceledException or IOException or SocketException)
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();
}
