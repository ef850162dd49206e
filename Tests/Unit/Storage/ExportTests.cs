using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Telephony.Domain.Records;
using Telephony.Storage.Export;
using Telephony.Support.Storage;
using Xunit;

namespace Telephony.Unit.Storage;

public sealed class ExportTests
{
    [Fact]
    public async Task Csv_has_a_header_and_a_line_per_call_and_quotes_what_needs_it()
    {
        var odd = SampleCalls.Whole(2);
        odd.Cause = odd.Cause! with { Text = "He said \"no\", twice" };
        using var target = new MemoryStream();

        Assert.Equal(2, await CsvExport.WriteAsync(Stream(SampleCalls.Whole(1), odd), target));

        var lines = Encoding.UTF8.GetString(target.ToArray()).Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.StartsWith("call_id,resource_id,state,direction,started_at", lines[0], StringComparison.Ordinal);
        Assert.StartsWith($"{SampleCalls.Id(1)},default,ended,transit,2026-03-01T12:00:01.000Z,2026-03-01T12:00:04.000Z,2026-03-01T12:01:01.000Z,57,0.22,alpha.example,beta.example,+14255550100,+49711123456", lines[1], StringComparison.Ordinal);
        Assert.Contains("\"He said \"\"no\"\", twice\"", lines[2], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
    }

    [Fact]
    public async Task Json_is_an_array_of_calls_without_ladders()
    {
        using var target = new MemoryStream();
        Assert.Equal(2, await JsonExport.WriteAsync(Stream(SampleCalls.Whole(1), SampleCalls.Started(2)), target));

        using var json = JsonDocument.Parse(target.ToArray());
        var first = json.RootElement[0];
        Assert.Equal("transit", first.GetProperty("direction").GetString());
        Assert.Equal("caller", first.GetProperty("cause").GetProperty("endedBy").GetString());
        Assert.Equal(4.39, first.GetProperty("legs")[1].GetProperty("quality").GetProperty("mos").GetDouble());
        Assert.Equal("inboundTrunk", first.GetProperty("trace")[0].GetProperty("rule").GetString());
        Assert.False(first.TryGetProperty("ladder", out _));
        Assert.False(json.RootElement[1].TryGetProperty("answeredAt", out _));
    }

    [Fact]
    public void One_call_in_json_has_its_ladder_without_credentials()
    {
        using var target = new MemoryStream();
        JsonExport.Write(SampleCalls.Whole(1), target);
        using var json = JsonDocument.Parse(target.ToArray());
        var message = json.RootElement.GetProperty("ladder")[0].GetProperty("message").GetString();
        Assert.Contains("Authorization: Digest ***", message, StringComparison.Ordinal);
        Assert.DoesNotContain("6629fae4", Encoding.UTF8.GetString(target.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_capture_has_every_message_with_its_addresses_times_and_right_checksums()
    {
        using var target = new MemoryStream();
        var call = SampleCalls.Whole(1);
        Assert.Equal(5, PcapExport.Write(call, target));

        var frames = PcapReader.Read(target.ToArray());
        Assert.Equal(5, frames.Count);
        Assert.Equal(("198.51.100.1:5060", "192.0.2.10:5060", call.StartedAt), (frames[0].Source.ToString(), frames[0].Destination.ToString(), frames[0].Time));
        Assert.Equal(("[2001:db8::1]:5060", "[2001:db8::7]:5080"), (frames[1].Source.ToString(), frames[1].Destination.ToString()));
        Assert.Equal(1200, (frames[1].Time - call.StartedAt).TotalMicroseconds, 1);
        Assert.StartsWith("INVITE sip:0711123456", Encoding.ASCII.GetString(frames[0].Payload), StringComparison.Ordinal);
        Assert.All(frames, frame => Assert.True(frame.ChecksumsHold));
    }

    [Fact]
    public async Task Tshark_reads_the_capture_as_sip()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("call.pcap");
        await using (var file = File.Create(path)) PcapExport.Write(SampleCalls.Whole(1), file);

        var start = new ProcessStartInfo("tshark") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])["-r", path, "-o", "udp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-d", "udp.port==5080,sip", "-T", "fields",
            "-e", "frame.time_epoch", "-e", "ip.src", "-e", "ipv6.dst", "-e", "udp.dstport", "-e", "udp.checksum.status", "-e", "sip.Method", "-e", "sip.Status-Code"]) start.ArgumentList.Add(argument);
        using var tshark = Process.Start(start)!;
        var lines = (await tshark.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(5, lines.Length);
        Assert.Matches(@"^1772366401\.0+\t198\.51\.100\.1\t\t5060\t1\tINVITE\t$", lines[0]);
        Assert.Matches(@"^1772366401\.0012.*\t\t2001:db8::7\t5080\t1\tINVITE\t$", lines[1]);
        Assert.EndsWith("\t200", lines[2], StringComparison.Ordinal);
        Assert.Contains("BYE", lines[4], StringComparison.Ordinal);
    }

    [Fact]
    public void The_ladder_is_drawn_with_both_legs_and_aligned()
    {
        var drawing = LadderDrawing.Draw(SampleCalls.Whole(1)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("alpha.example", drawing[0], StringComparison.Ordinal);
        Assert.Contains("gateway", drawing[0], StringComparison.Ordinal);
        Assert.Contains("beta.example", drawing[0], StringComparison.Ordinal);
        Assert.Contains("198.51.100.1:5060 udp", drawing[1], StringComparison.Ordinal);
        Assert.Contains("[2001:db8::7]:5080 tcp", drawing[1], StringComparison.Ordinal);
        Assert.Equal(7, drawing.Length);
        var lifelines = Lifelines(drawing[2]);
        Assert.Equal(3, lifelines.Count);
        Assert.All(drawing[2..], line => Assert.Equal(lifelines, Lifelines(line)));
        Assert.Matches(@"0\.000 s +\|--- INVITE sip:0711123456@192\.0\.2\.10 -*>\| +\|$", drawing[2]);
        Assert.Matches(@"0\.001 s +\| +\|--- INVITE sip:\+49711123456@beta\.example -*>\|$", drawing[3]);
        Assert.Matches(@"3\.000 s +\| +\|<-- 200 OK \(INVITE\) -+\|$", drawing[4]);
        Assert.Matches(@"3\.001 s +\|<-- 200 OK \(INVITE\) -+\| +\|$", drawing[5]);
    }

    [Fact]
    public void The_text_of_a_call_tells_why_and_how()
    {
        var text = CallText.Write(SampleCalls.Whole(1));
        foreach (var part in (string[])["The caller hung up.", "by caller, Q.850 16", "+49711123456", "[sip:0711123456@192.0.2.10]", "MOS 4.39", "Decisions", "Attempts", "answered 200 after 3.000 s", "Ladder"])
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }
    }

    private static List<int> Lifelines(string line) => [.. Enumerable.Range(0, line.Length).Where(i => line[i] == '|')];

    private static async IAsyncEnumerable<CallRecord> Stream(params CallRecord[] calls)
    {
        foreach (var call in calls) { await Task.Yield(); yield return call; }
    }
}
