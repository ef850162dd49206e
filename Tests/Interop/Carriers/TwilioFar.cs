using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Telephony.Domain.Messages;
using Telephony.Peers.Processes;
using Telephony.Twilio.Messages;
using Telephony.Twilio.Rest;
using Telephony.Twilio.Settings;
using Telephony.Twilio.Webhooks;

namespace Telephony.Interop.Carriers;

/// <summary>The mock with our adapter in front of it, and a port where it brings what it has: a bare listener instead of a gateway.</summary>
internal sealed class TwilioFar : IFarSide
{
    private readonly TwilioMock _mock;
    private readonly TwilioAccount _account;
    private readonly TwilioWebhooks _webhooks;
    private readonly HttpListener _listener = new();
    private readonly Task _listening;

    private TwilioFar(TwilioMock mock, TwilioOptions options, string root, RememberingSink sink)
    {
        (_mock, Options, _account) = (mock, options, new TwilioAccount(options, TimeProvider.System));
        _webhooks = new TwilioWebhooks(options, sink, TimeProvider.System, NullLogger<TwilioWebhooks>.Instance);
        Adapter = new TwilioMessages(options, _account, TimeProvider.System);
        _listener.Prefixes.Add(root + "/");
        _listener.Start();
        _listening = ListenAsync();
    }

    public ICarrierMessages Adapter { get; }

    public TwilioOptions Options { get; }

    public static async Task<TwilioFar> StartAsync(TwilioMock mock, RememberingSink sink, Func<TwilioOptions, TwilioOptions>? change = null)
    {
        await mock.PostAsync("/reset");
        var root = $"http://127.0.0.1:{Ports.Take()}";
        return new TwilioFar(mock, change?.Invoke(mock.Options(root)) ?? mock.Options(root), root, sink);
    }

    public async Task<IReadOnlyList<TakenMessage>> TakenAsync() => [.. (await _mock.TakenAsync()).Select(static taken => new TakenMessage(taken.From, taken.To, taken.Text))];

    public Task DeliverAsync(string from, string to, string text) => _mock.PostAsync("/deliver", new { url = Options.MessageUrl!.AbsoluteUri, from, to, text });      // the far side's options have a public URL

    public Task DisappearAsync() => _mock.PostAsync("/gone");

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _listening;
        _listener.Close();
        _account.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (true) await AnswerAsync(await _listener.GetContextAsync());
        }
        catch (Exception over) when (over is HttpListenerException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var body = new MemoryStream();
        await context.Request.InputStream.CopyToAsync(body);
        var target = context.Request.RawUrl ?? "";
        var answer = await _webhooks.TakeAsync(
            new WebhookRequest(target.Split('?')[0].Split('/')[^1], target, context.Request.ContentType ?? "", context.Request.Headers["X-Twilio-Signature"] ?? "", body.ToArray()), CancellationToken.None);
        context.Response.StatusCode = answer.Status;
        context.Response.Close(System.Text.Encoding.UTF8.GetBytes(answer.Xml), willBlock: false);
    }
}
