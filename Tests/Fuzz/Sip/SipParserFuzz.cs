using System.Globalization;
using Telephony.Sip.Messages;
using Telephony.Sip.Parsing;
using Xunit;

namespace Telephony.Fuzz.Sip;

/// <summary>A million broken messages: none may throw, hang, allocate, pass for something it is not, or be answered with nonsense. FUZZ_SEED repeats a run.</summary>
public sealed class SipParserFuzz(ITestOutputHelper output)
{
    private const int Inputs = 1_000_000;

    [Fact]
    public void No_mutation_breaks_the_parser_its_views_or_its_answers()
    {
        var seed = Environment.GetEnvironmentVariable("FUZZ_SEED") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        output.WriteLine($"FUZZ_SEED={seed}");
        var mutator = new SipMutator(seed);
        var (message, again, toucher) = (new SipMessage(), new SipMessage(), new Toucher());
        var (accepted, answered, step) = (0, 0, 0);
        var allocated = 0L;
        try
        {
            for (; step < Inputs; step++)
            {
                var input = mutator.Next();
                var before = GC.GetAllocatedBytesForCurrentThread();
                Judge(input, message, again, toucher, ref accepted, ref answered);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"FUZZ_SEED={seed}, input {step}", exception);
        }
        output.WriteLine($"{accepted} accepted, {answered} answered, {allocated} bytes allocated");
        Assert.InRange(accepted, Inputs / 10, Inputs);
        Assert.InRange(answered, Inputs / 10, Inputs);
        Assert.InRange(allocated, 0, 1_000_000);   // scratch objects growing to their size, and no more
    }

    private static void Judge(ReadOnlySpan<byte> input, SipMessage message, SipMessage again, Toucher toucher, ref int accepted, ref int answered)
    {
        var ok = SipParser.TryParseDatagram(input, message, out var why);
        Check(ok == (why.Fault == SipFault.None), "A refusal has a fault.");
        Check(why.Offset >= 0 && why.Offset <= input.Length, "The offset lies in the input.");
        toucher.Touch(message);
        if (ok)
        {
            accepted++;
            toucher.Rewrite(message);
            Check(SipParser.TryParseDatagram(toucher.Written, again, out _), "What is rewritten is accepted.");
            Check(again.Body.SequenceEqual(message.Body) && again.CallId.SequenceEqual(message.CallId), "What is rewritten is the same.");
            Check(again.FromTag.SequenceEqual(message.FromTag) && again.TopVia.Branch.SequenceEqual(message.TopVia.Branch), "What is rewritten is the same.");
        }
        else if (why.CanAnswer)
        {
            answered++;
            Check(why.StatusCode is >= 400 and < 600, "A refusal is final.");
            toucher.Answer(message, why.StatusCode, why.Reason);
            _ = SipParser.TryParseDatagram(toucher.Written, again, out var whyNot);
            Check(!again.IsRequest && again.StatusCode is 400 or 505 or 513, "The answer is a response.");
            Check(whyNot.Fault is not (SipFault.BadLineEnd or SipFault.HeadersNotEnded or SipFault.BadHeaderLine), "The answer has proper lines.");
        }
        OnStream(input, again, toucher);
    }

    /// <summary>Front to back as a stream: it always ends, and always moves on or gives up.</summary>
    private static void OnStream(ReadOnlySpan<byte> input, SipMessage message, Toucher toucher)
    {
        while (!input.IsEmpty)
        {
            var result = SipParser.TryParse(input, message, out var why, out var consumed);
            Check(result != SipParseResult.Incomplete || consumed == 0, "What is incomplete is left.");
            Check((result == SipParseResult.Invalid) == (why.Fault != SipFault.None), "What is invalid has a fault.");
            Check(consumed >= 0 && consumed <= input.Length && (result != SipParseResult.Complete || consumed > 0), "A message takes its bytes.");
            if (consumed == 0)
            {
                return;
            }
            toucher.Touch(message);
            input = input[consumed..];
        }
    }

    private static void Check(bool condition, string what)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }
}
