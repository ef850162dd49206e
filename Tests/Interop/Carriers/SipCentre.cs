using System.Net.Sockets;
using System.Text.RegularExpressions;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Messages;
using Telephony.Net.Addresses;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.SipTrunk.Messages;
using Telephony.Support.Calls;

namespace Telephony.Interop.Carriers;

/// <summary>Messages by SIP at their far side: Kamailio takes them, and treats each by the last two digits of its recipient; SIPp brings those from the network.</summary>
internal sealed partial class SipCentre : IFarSide
{
    private const string Routes = """
        request_route {
            if (is_method("OPTIONS")) { xlog("L_ERR", "MARK $ci\n"); exit; }
            if (!is_method("MESSAGE")) exit;
            if ($rU =~ "01$") { sl_send_reply("404", "Not Found"); exit; }
            if ($rU =~ "02$") { append_to_reply("Retry-After: 2\r\n"); sl_send_reply("480", "Temporarily Unavailable"); exit; }
            if ($rU =~ "03$") exit;
            if ($rU =~ "04$") { sl_send_reply("504", "Server Time-out"); exit; }
            xlog("L_ERR", "TAKEN $fU $rU $(rb{s.encode.hexa})\n");
            sl_send_reply("200", "OK");
        }

        """;

    private static readonly PhoneNumber s_ours = PhoneNumber.Parse("+12025550100");

    private readonly WorkFolder _work;
    private readonly Kamailio _kamailio;
    private readonly MessageLine _line;
    private readonly SipMessages _adapter;

    private SipCentre(WorkFolder work, Kamailio kamailio, MessageLine line, SipMessages adapter) => (_work, _kamailio, _line, _adapter) = (work, kamailio, line, adapter);

    public ICarrierMessages Adapter => _adapter;

    public static async Task<SipCentre> StartAsync(RememberingSink sink)
    {
        var work = new WorkFolder();
        var kamailio = await Kamailio.StartAsync(work, Routes, parameters: "loadmodule \"xlog.so\"");
        var desk = new Desk();
        var line = await MessageLine.StartAsync(Endpoint(Ports.Take()), Endpoint(kamailio.Port), s_ours, desk);
        desk.Adapter = new SipMessages(new SipMessageOptions { Carrier = "far", Trunk = MessageLine.Trunk.Value, AnswerLimit = TimeSpan.FromSeconds(2) }, line.Messages, sink, TimeProvider.System);
        return new SipCentre(work, kamailio, line, desk.Adapter);
    }

    /// <summary>Its log is read a moment behind: what stands before a mark that is set now is all there is.</summary>
    public async Task<IReadOnlyList<TakenMessage>> TakenAsync()
    {
        var mark = Guid.NewGuid().ToString("N");
        using var socket = new UdpClient();
        await socket.SendAsync(
            System.Text.Encoding.ASCII.GetBytes($"OPTIONS sip:{_kamailio.Address} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK{mark}\r\nFrom: <sip:mark@127.0.0.1>;tag=1\r\nTo: <sip:{_kamailio.Address}>\r\nCall-ID: {mark}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n"),
            "127.0.0.1", _kamailio.Port);
        await _kamailio.Process.SaysAsync($"MARK {mark}", TimeSpan.FromSeconds(10));
        return
        [
            .. TakenLine().Matches(_kamailio.Process.Log).Select(static line => new TakenMessage(line.Groups["from"].Value, line.Groups["to"].Value, System.Text.Encoding.UTF8.GetString(Convert.FromHexString(line.Groups["text"].Value)))),
        ];
    }

    public async Task DeliverAsync(string from, string to, string text)
    {
        await using var sender = await Sipp.StartAsync(_work, new SippRun("uac-text") { Tcp = true, Remote = _line.Address.ToString(), Called = to, Caller = from, Keys = new Dictionary<string, string> { ["text"] = text } });
        await sender.SucceedsAsync();
    }

    public async Task DisappearAsync()
    {
        _kamailio.Process.Signal(PosixSignalNumber.Terminate);
        await _kamailio.Process.ExitAsync(TimeSpan.FromSeconds(10));
    }

    public async ValueTask DisposeAsync()
    {
        await _line.DisposeAsync();
        await _kamailio.DisposeAsync();
        _work.Dispose();
    }

    private static NetEndpoint Endpoint(int port) => NetEndpoint.TryParse($"127.0.0.1:{port}", out var endpoint) ? endpoint : throw new FormatException($"{port}");

    [GeneratedRegex("TAKEN (?<from>\\S+) (?<to>\\S+) (?<text>[0-9A-Fa-f]*)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TakenLine();

    /// <summary>Between the line, which is first, and the adapter.</summary>
    private sealed class Desk : ITrunkMessageReceiver
    {
        public SipMessages? Adapter { get; set; }

        public int? LargestFrom(TrunkId trunk) => Adapter?.LargestText;

        public ValueTask ReceiveAsync(TrunkId trunk, string id, MessageAddress from, MessageAddress to, string text, CancellationToken cancellation) => Adapter!.ReceiveAsync(id, from, to, text, cancellation);      // nothing comes before it is there
    }
}
