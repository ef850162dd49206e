using System.Buffers;
using Telephony.Sdp.OfferAnswer;
using Telephony.Sdp.Reading;
using Telephony.Sdp.Writing;
using Xunit;

namespace Telephony.Fuzz.Sdp;

/// <summary>Mutations of the corpus: none may throw, hang, or be read into something that cannot be written and read again.</summary>
public sealed class SdpReaderFuzz
{
    private const int Inputs = 300_000;
    private const int MostOctets = 4096;

    private static readonly byte[][] Tokens =
    [
        .. new[]
        {
            "\r\n", "\n", "v=0\r\n", "m=audio 1 RTP/AVP 0\r\n", "a=", "a=rtpmap:", "c=IN IP4 0.0.0.0\r\n", "/", ":", " ", "=", "65536", "-1", "99999999999999999999",
            "a=rtcp:", "a=fmtp:0 ", "RTP/SAVP", "\0", "\u00ff", "o=- 1 1 IN IP4 h\r\n", "a=sendonly\r\n", "a=rtpmap:96 opus/48000/2\r\n",
        }.Select(System.Text.Encoding.Latin1.GetBytes),
    ];

    [Fact]
    public void No_mutation_breaks_the_reader_or_the_answers()
    {
        var seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given ? int.Parse(given, System.Globalization.CultureInfo.InvariantCulture) : Random.Shared.Next();
        var random = new Random(seed);
        var corpus = Corpus();
        var output = new ArrayBufferWriter<byte>();
        var rewritten = new ArrayBufferWriter<byte>();
        var buffer = new byte[MostOctets];
        var (read, answered, step) = (0, 0, 0);
        try
        {
            for (; step < Inputs; step++)
            {
                var input = Mutate(random, corpus, buffer);
                if (!SdpReader.TryRead(input, SdpLimits.Default, out var description, out var why))
                {
                    Assert.NotEqual(SdpFault.None, why.Fault);
                    Assert.InRange(why.Offset, 0, input.Length);
                    continue;
                }
                read++;
                output.ResetWrittenCount();
                SdpWriter.Write(description!, output);
                Assert.True(SdpReader.TryRead(output.WrittenSpan, SdpLimits.Default with { Bytes = int.MaxValue, Lines = int.MaxValue, LineBytes = int.MaxValue }, out var again, out why), why.ToString());
                // Writing puts lines into their order; from then on nothing may change.
                rewritten.ResetWrittenCount();
                SdpWriter.Write(again!, rewritten);
                Assert.True(output.WrittenSpan.SequenceEqual(rewritten.WrittenSpan));
                if (Answers.FromPolicy(description!, Local) is AnswerOutcome.Answered) answered++;
                _ = Offers.FromOtherLeg(description!, CodecPolicy.Any, Local);
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"FUZZ_SEED={seed}, input {step}", exception);
        }
        // A fuzzer that only ever meets refusals has tested one line.
        Assert.InRange(read, Inputs / 20, Inputs);
        Assert.InRange(answered, Inputs / 100, Inputs);
    }

    private static readonly AudioLocal Local = new() { Address = "198.51.100.1", RtpPort = 20000, Origin = new SessionOrigin(1) };

    private static Span<byte> Mutate(Random random, byte[][] corpus, byte[] buffer)
    {
        var seed = corpus[random.Next(corpus.Length)];
        var length = Math.Min(seed.Length, buffer.Length);
        seed.AsSpan(0, length).CopyTo(buffer);
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            var at = random.Next(length + 1);
            switch (random.Next(6))
            {
                case 0 when at < length: buffer[at] = (byte)random.Next(256); break;
                case 1 when at < length: buffer[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: length = Insert(buffer, length, at, Tokens[random.Next(Tokens.Length)]); break;
                case 3: length = Delete(buffer, length, at, random.Next(1, 30)); break;
                case 4:
                    var from = corpus[random.Next(corpus.Length)];
                    var start = random.Next(from.Length);
                    length = Insert(buffer, length, at, from.AsSpan(start, random.Next(Math.Min(80, from.Length - start))));
                    break;
                default: length = at == 0 ? length : at; break;
            }
        }
        return buffer.AsSpan(0, length);
    }

    private static int Insert(byte[] buffer, int length, int at, ReadOnlySpan<byte> octets)
    {
        if (length + octets.Length > buffer.Length) return length;
        buffer.AsSpan(at, length - at).CopyTo(buffer.AsSpan(at + octets.Length));
        octets.CopyTo(buffer.AsSpan(at));
        return length + octets.Length;
    }

    private static int Delete(byte[] buffer, int length, int at, int count)
    {
        count = Math.Min(count, length - at);
        buffer.AsSpan(at + count, length - at - count).CopyTo(buffer.AsSpan(at));
        return length - count;
    }

    private static byte[][] Corpus()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Telephony.sln")))
                return [.. Directory.EnumerateFiles(Path.Combine(folder.FullName, "Tests", "Corpus", "sdp"), "*.sdp", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        throw new DirectoryNotFoundException($"No Telephony.sln above {AppContext.BaseDirectory}.");
    }
}
