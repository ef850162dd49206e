using System.Text;
using Telephony.Calls.Transfer;
using Telephony.Domain.Addresses;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Telephony.Unit.House;
using Xunit;

namespace Telephony.Unit.Calls.Transfer;

public class TransferTargetTests
{
    [Theory]
    [InlineData("5.1-01-REFER.sip")]
    [InlineData("5.2-01-REFER.sip")]
    public void The_examples_of_the_transfer_RFC_are_read(string file)
    {
        var bytes = File.ReadAllBytes(Path.Combine(Repository.Root, "Tests", "Corpus", "sip", "cc-transfer", file));
        Assert.True(TransferTarget.TryRead(Message(bytes), out var target, out _));
        Assert.Equal(("sips:transfertarget@chicago.example.com", "transfertarget", null), (target!.ToString(), target.Number, target.Replaces));
    }

    [Theory]
    [InlineData("<sip:a@b?Replaces=1%402%3Bto-tag%3D3%3Bfrom-tag%3D4>", "1@2;to-tag=3;from-tag=4")]
    [InlineData("<sip:a@b;x-m=1?Subject=hi&replaces=1%3Bfrom-tag%3D4%3Bto-tag%3D3%3Bearly-only>", "1;from-tag=4;to-tag=3;early-only")]
    [InlineData("<sip:a@b?Subject=hi>", null)]
    public void Replaces_is_unescaped(string referTo, string? replaces)
    {
        Assert.True(TryRead(referTo, out var target, out _));
        Assert.Equal(replaces, target!.Replaces is { } value ? Encoding.ASCII.GetString(value) : null);
        Assert.DoesNotContain('?', target.ToString());
    }

    [Theory]
    [InlineData("<sip:a@b?Replaces=1%3Bto-tag%3D3>", 400)]
    [InlineData("<sip:a@b?Replaces=1%3Bto-tag%3D3%3Bto-tag%3D3%3Bfrom-tag%3D4>", 400)]
    [InlineData("<sip:a@b?Replaces=1%3Bto-tag%3D3%3Bfrom-tag%3D4&Replaces=1%3Bto-tag%3D3%3Bfrom-tag%3D4>", 400)]
    [InlineData("<http://example.com/>", 416)]
    [InlineData("<sip:a@b;method=SUBSCRIBE>", 603)]
    [InlineData("<>", 400)]
    public void What_cannot_be_called_is_refused(string referTo, int status)
    {
        Assert.False(TryRead(referTo, out _, out var refused));
        Assert.Equal(status, refused);
    }

    [Theory]
    [InlineData("<sip:x@sbc.example>", true)]
    [InlineData("<sip:SBC.example.:5061;transport=tls>", true)]
    [InlineData("<sip:192.0.2.1:5061>", true)]
    [InlineData("<sip:192.0.2.1:5062>", false)]
    [InlineData("<sip:x@sub.sbc.example>", false)]
    [InlineData("<tel:+14255550123>", false)]
    public void It_is_at_the_trunk_when_the_host_is_the_trunks(string referTo, bool at)
    {
        Assert.True(TryRead(referTo, out var target, out _));
        Assert.True(HostPort.TryParse("192.0.2.1:5061", out var address));
        Assert.Equal(at, target!.IsAt(new Trunk { Id = TrunkId.Parse("sbc.example"), Address = address }));
    }

    [Fact]
    public void Truncated_and_damaged_values_never_throw()
    {
        const string value = "\"Kim\" <sip:+1425%20555@h.example:5060;user=phone;x-t=%?Replaces=1%402%3Bto-tag%3D3%3Bfrom-tag%3D4&X=%>";
        var random = new Random(7);
        for (var length = 1; length < value.Length; length++) TryRead(value[..length], out _, out _);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = value.ToCharArray();
            for (var n = random.Next(1, 5); n > 0; n--) damaged[random.Next(damaged.Length)] = (char)random.Next(33, 126);
            TryRead(new string(damaged), out _, out _);
        }
    }

    private static bool TryRead(string referTo, out TransferTarget? target, out int status) => TransferTarget.TryRead(
        Message(Encoding.ASCII.GetBytes($"REFER sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bK1\r\nMax-Forwards: 70\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:a@b>;tag=2\r\nCall-ID: 1\r\nCSeq: 1 REFER\r\nRefer-To: {referTo}\r\nContent-Length: 0\r\n\r\n")),
        out target, out status);

    private static SipMessage Message(byte[] bytes)
    {
        var message = new SipMessage();
        Assert.True(SipParser.TryParseDatagram(bytes, message, out var why), why.ToString());
        return message;
    }
}
