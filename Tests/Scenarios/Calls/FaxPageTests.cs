using Telephony.Audio.Codecs;
using Telephony.Support.Calls;
using Telephony.Support.Network;
using Telephony.Support.Sounds;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>A page from one fax machine to another across the gateway, as sound: both are libspandsp's, T.30 over V.17.</summary>
public sealed class FaxPageTests : ConvertedCall
{
    private const int Rows = 400;
    private const int MostSeconds = 120;

    [Theory]
    [InlineData("PCMU", "PCMU", 0)]
    [InlineData("PCMU", "PCMA", 0)]
    [InlineData("PCMA", "PCMU", 60)]
    public void A_page_goes_over_whole(string near, string far, int jitterMs)
    {
        using var folder = new TemporaryDirectory();
        var (sent, received) = (Path.Combine(folder.Path, "sent.tif"), Path.Combine(folder.Path, "received.tif"));
        File.WriteAllBytes(sent, FaxPage.Make(Rows));
        Start(Converting(seed: 3, endsOnSilence: true));
        var (caller, callee) = Talk([near, "CN"], [far, "CN"]);
        if (jitterMs > 0) Ladder.Network.SetLink(Ladder.Gateway.WithPort(0), new LinkOptions(Jitter: TimeSpan.FromMilliseconds(jitterMs)));
        using var sender = FaxMachine.Sending(sent);
        using var receiver = FaxMachine.Receiving(received);
        var frame = new short[160];
        for (var i = 0; i < MostSeconds * 50 && (sender.Result is null || receiver.Result is null); i++)
        {
            sender.Speak(frame);
            caller.SaysSamples(frame);
            receiver.Speak(frame);
            callee.SaysSamples(frame);
            Ladder.Wait(0.02);
            Pass(Alpha, far, receiver);
            Pass(Sbc, near, sender);
        }
        Ladder.Network.ClearLinks();
        Ladder.HangUp(Sbc, Alpha);
        Assert.Equal((0, 0), (sender.Result, receiver.Result));
        Assert.Equal(Rows, FaxPage.RowsOf(File.ReadAllBytes(received)));
    }

    private static void Pass(Party to, string codec, FaxMachine machine)
    {
        foreach (var packet in to.Datagrams.Where(packet => (packet[1] & 0x7F).ToString(System.Globalization.CultureInfo.InvariantCulture) == Voice.PayloadTypeOf(codec)))
            machine.Hear(G711.Decode(codec == "PCMU" ? G711Law.MuLaw : G711Law.ALaw, packet.AsSpan(12)));
        to.Datagrams.Clear();
    }
}
