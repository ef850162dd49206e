namespace Telephony.Events.Webhooks;

/// <summary>One request to an endpoint of somebody else.</summary>
public sealed record WebhookRequest
{
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>Of <see cref="WebhookAddress"/>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Empty: none. Not changed until the answer is there.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    public string ContentType { get; init; } = "application/json; charset=utf-8";

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>For the whole exchange.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>What came of it.</summary>
public abstract record WebhookReply
{
    private WebhookReply()
    {
    }

    /// <param name="Body">Its first <see cref="WebhookSender.MostBody"/> bytes.</param>
    /// <param name="Headers">As asked for by name, upper case counts as lower.</param>
    public sealed record Answered(int Status, ReadOnlyMemory<byte> Body, IReadOnlyDictionary<string, string> Headers) : WebhookReply
    {
        /// <summary>As the service counts: other codes of success do not say that the event was taken.</summary>
        public bool IsTaken => Status is >= 200 and <= 204;
    }

    /// <summary>No answer: whether it was taken is unknown.</summary>
    /// <param name="Why">For people; without the address.</param>
    public sealed record Silent(string Why) : WebhookReply;
}
