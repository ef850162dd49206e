using System.Text.Json;
using Telephony.Sdp.Descriptions;
using Telephony.Sdp.Reading;
using Xunit;

namespace Telephony.Unit.Sdp;

/// <summary>Descriptions of real devices and of other parsers' test suites; the manifest says what is to become of each.</summary>
public sealed class CorpusTests
{
    private static readonly string Folder = Find();

    public static TheoryData<string, string> Files()
    {
        var data = new TheoryData<string, string>();
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "manifest.json")));
        foreach (var entry in manifest.RootElement.GetProperty("entries").EnumerateArray())
            data.Add(entry.GetProperty("file").GetString()!, entry.TryGetProperty("also_acceptable", out _) ? "either" : entry.GetProperty("expected").GetString()!);
        return data;
    }

    [Theory, MemberData(nameof(Files))]
    public void Has_the_stated_outcome(string file, string expected)
    {
        var body = Body(file);
        var read = SdpReader.TryRead(body, SdpLimits.Default, out var description, out var why);
        Assert.True(expected == "either" || read == (expected == "valid"), $"{file}: {why}");
        Assert.Equal(read, description is not null);
    }

    [Theory, MemberData(nameof(Files))]
    public void What_is_read_is_written_and_read_the_same(string file, string expected)
    {
        if (expected != "valid") return;
        Assert.True(SdpReader.TryRead(Body(file), SdpLimits.Default, out var first, out _));
        var written = SdpText.Bytes(first!);
        Assert.True(SdpReader.TryRead(written, SdpLimits.Default, out var second, out var why), $"{file}: {why}");
        Assert.Equal(first, second);
        Assert.Equal(written, SdpText.Bytes(second!));
    }

    [Theory, MemberData(nameof(Files))]
    public void Every_prefix_is_read_or_refused_without_an_exception(string file, string expected)
    {
        _ = expected;
        var body = Body(file);
        for (var length = 0; length < body.Length; length++)
        {
            var read = SdpReader.TryRead(body.AsSpan(0, length), SdpLimits.Default, out var description, out var why);
            Assert.Equal(read, why.Fault == SdpFault.None);
            Assert.Equal(read, description is not null);
            Assert.InRange(why.Offset, 0, length);
        }
    }

    [Theory]
    [InlineData("sofia/message-5.sdp", SdpFault.None)]             // no t= line: RFC 2543 peers send none
    [InlineData("sofia/message-6.sdp", SdpFault.MissingOrigin)]
    [InlineData("sofia/message-7.sdp", SdpFault.MissingName)]
    [InlineData("sofia/message-1.sdp", SdpFault.BadVersion)]
    [InlineData("sdp-transform/invalid.sdp", SdpFault.UnknownType)]
    public void Where_lines_are_missing_or_foreign_the_outcome_is_settled(string file, SdpFault fault)
    {
        SdpReader.TryRead(Body(file), SdpLimits.Default, out _, out var why);
        Assert.Equal(fault, why.Fault);
    }

    [Fact]
    public void A_usual_description_leaves_as_it_came()
    {
        var body = Body("vendor/audiocodes-gateway.sdp");
        Assert.True(SdpReader.TryRead(body, SdpLimits.Default, out var description, out _));
        Assert.Equal(body, SdpText.Bytes(description!));
    }

    [Fact]
    public void A_browser_s_offer_is_understood_to_the_last_codec()
    {
        var description = Read("vendor/chrome-audio-offer.sdp");
        var audio = Assert.Single(description.Media);
        Assert.Equal("UDP/TLS/RTP/SAVPF", audio.Protocol);
        Assert.True(audio.RtcpMux);
        Assert.Equal(new RtcpTarget(9, "0.0.0.0"), audio.Rtcp);
        var codecs = audio.ReadCodecs();
        Assert.Equal(["opus", "red", "G722", "PCMU", "PCMA", "CN", "telephone-event", "telephone-event"], codecs.Select(codec => codec.Name));
        Assert.Equal((48000, 2, "minptime=10;useinbandfec=1"), (codecs[0].ClockHz, codecs[0].Channels, codecs[0].Fmtp));
        Assert.Equal(["transport-cc"], codecs[0].Feedback);
    }

    [Fact]
    public void Payload_types_without_a_meaning_are_left_out()
    {
        // Teams lists nine dynamic payload types and explains four.
        var codecs = Read("vendor/teams-offer-sdes.sdp").Media[0].ReadCodecs();
        Assert.Equal([103, 104, 9, 0, 8, 106, 13, 126], codecs.Select(codec => codec.PayloadType));
    }

    private static SessionDescription Read(string file)
    {
        Assert.True(SdpReader.TryRead(Body(file), SdpLimits.Default, out var description, out var why), why.ToString());
        return description!;
    }

    private static byte[] Body(string file) => File.ReadAllBytes(Path.Combine(Folder, file));

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Telephony.sln"))) return Path.Combine(folder.FullName, "Tests", "Corpus", "sdp");
        throw new DirectoryNotFoundException($"No Telephony.sln above {AppContext.BaseDirectory}: run the tests from their place in the repository.");
    }
}
