-- How each figure of the prose is to be read: compared with what, in which direction, in which phase.
with clauses as (

    select * from {{ ref('int_stated_clauses') }}

),

documents as (

    select * from {{ ref('int_documents') }}

),

words as (

    select *
    from {{ ref('stated_words') }}
    where attribute in ('direction', 'comparison', 'phase', 'funding_source')

),

-- wordings recur, so each is looked at once
wordings as (

    select distinct
        documents.document_kind,
        clauses.kind,
        clauses.section_title || '/' || clauses.last_sentence as wording
    from clauses
    inner join documents on clauses.document_id = documents.document_id

),

chosen as (

    select
        wordings.*,
        words.attribute,
        words.value
    from wordings
    inner join words
        on
            (words.kind is null or wordings.kind = words.kind)
            and (words.document_kind is null or wordings.document_kind = words.document_kind)
            and regexp_matches(wordings.wording, coalesce(words.pattern, ''))
    qualify row_number() over (
        partition by wordings.document_kind, wordings.kind, wordings.wording, words.attribute
        order by words.priority, words.value
    ) = 1

),

pivoted as (

    select
        document_kind,
        kind,
        wording,
        max(value) filter (where attribute = 'direction') as direction,
        max(value) filter (where attribute = 'comparison') as comparison,
        max(value) filter (where attribute = 'phase') as phase,
        max(value) filter (where attribute = 'funding_source') as funding_source
    from chosen
    group by all

),

-- a rate in brackets compares as the amount before it does: 增加185.24万元(10.26%)
compared as (

    select
        clauses.document_id,
        clauses.paragraph_no,
        clauses.number_no,
        documents.document_kind,
        pivoted.phase,
        pivoted.funding_source,
        clauses.kind = 'money'
        and {{ last_year_in('clauses.last_clause') }} = documents.fiscal_year - 1 as is_of_last_year,
        case
            when clauses.kind = 'percent' and clauses.last_clause = '(' then lag(pivoted.comparison) over in_order
            else pivoted.comparison
        end as comparison,
        case
            when clauses.kind = 'unchanged' then 'unchanged'
            when clauses.kind = 'percent' and clauses.last_clause = '(' then lag(pivoted.direction) over in_order
            else pivoted.direction
        end as direction
    from clauses
    inner join documents on clauses.document_id = documents.document_id
    left join pivoted
        on
            documents.document_kind is not distinct from pivoted.document_kind
            and clauses.kind = pivoted.kind
            and clauses.section_title || '/' || clauses.last_sentence = pivoted.wording
    window in_order as (partition by clauses.document_id, clauses.paragraph_no order by clauses.figure_no)

),

phased as (

    select
        * exclude (phase),
        case
            when comparison is null and is_of_last_year then 'previous_year'
            when comparison is null and phase is not null then phase
            when document_kind = 'budget' then 'initial'
            when document_kind = 'final_accounts' then 'final'
        end as phase
    from compared

)

select * from phased
