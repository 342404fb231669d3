-- Figures of the prose with the words that lead to them (from the figure before, or the paragraph's
-- beginning) and where their subject is to be looked for. A bare clause only compares or joins
-- (增长, 占, 其中); its subject stands further up.
with numbers as (

    select
        *,
        sum(is_figure::integer) over (partition by document_id, paragraph_no order by number_no) as figure_no
    from {{ ref('int_stated_numbers') }}

),

paragraphs as (

    select * from {{ ref('int_paragraphs') }}

),

words as (

    select
        string_agg(pattern, '|' order by length(pattern) desc) filter (where attribute = 'joining') as joining,
        string_agg(pattern, '|') filter (where attribute = 'reason') as reason,
        string_agg(pattern, '|') filter (where attribute = 'aside') as aside
    from {{ ref('stated_words') }}

),

spans as (

    select
        document_id,
        paragraph_no,
        figure_no,
        string_agg(
            case
                when is_figure then substr(text_after, length(unit_text) + 1)
                else coalesce(printed_text, '') || text_after
            end,
            '' order by number_no
        ) as span
    from numbers
    group by all

),

leads as (

    select
        numbers.*,
        lead_spans.span as lead_text,
        left(paragraphs.paragraph, numbers.begins_at) as paragraph_before,
        coalesce(paragraphs.section_title, '') as section_title,
        coalesce(paragraphs.section_path, '') || '/' || left(paragraphs.paragraph, numbers.begins_at)
        || '#' || left(tail_spans.span, 8) as context,
        regexp_extract(tail_spans.span, '^[^,;。:、(]*') as noun_after
    from numbers
    inner join spans as lead_spans
        on
            {{ same_by('numbers', 'lead_spans', 'document_id', 'paragraph_no') }}
            and numbers.figure_no = lead_spans.figure_no + 1
    inner join spans as tail_spans on {{ same_by('numbers', 'tail_spans', 'document_id', 'paragraph_no', 'figure_no') }}
    inner join paragraphs on {{ same_by('numbers', 'paragraphs', 'document_id', 'paragraph_no') }}
    where numbers.is_figure

),

-- wordings recur, so each is looked at once
wordings as (

    select distinct
        lead_text,
        regexp_extract(lead_text, '[^;。]*$') as last_sentence,
        regexp_extract(lead_text, '、?([^,;。:]*)$', 1) as last_clause
    from leads

),

bared as (

    select
        wordings.*,
        regexp_replace(wordings.lead_text, words.aside, '', 'g') as lead_without_asides,
        regexp_replace(wordings.last_clause, words.joining, '', 'g') = '' as is_bare,
        regexp_matches(wordings.last_sentence, words.reason) as is_in_reason
    from wordings
    cross join words

),

-- `#` stands for a count, for its noun may follow: 23个项目
searched as (

    select
        leads.*,
        {{ all_but('bared', 'lead_text') }},
        case
            when bared.is_in_reason then null
            when leads.kind = 'count'
                then coalesce(nullif(bared.last_clause, ''), leads.lead_text) || '#' || leads.noun_after
            -- after a bracket the figure before it goes on
            when starts_with(bared.last_clause, ')')
                then {{ words_before_bracket('leads.paragraph_before') }}
            when not bared.is_bare then bared.last_clause
            when leads.figure_no = 1 then leads.section_title || '。' || bared.lead_without_asides
            when regexp_matches(leads.lead_text, '[;。]') then bared.lead_without_asides
        end as search_text
    from leads
    inner join bared on leads.lead_text is not distinct from bared.lead_text

)

select * from searched
