-- Figures that two documents of one body state, of one year or of two years that follow each other.
with terms as (

    {{ terms_of('operands_across_documents') }}

),

bodies as (

    select * from {{ ref('int_bodies') }}

),

printed as (

    select * from {{ ref('stated_totals') }}

),

pairs as (

    select distinct
        terms.identity,
        terms.alternative,
        this.document_id,
        other.document_id as other_document_id
    from terms
    inner join bodies as this on coalesce(terms.kind, this.document_kind) = this.document_kind
    inner join terms as other_terms on {{ same_by('terms', 'other_terms', 'identity', 'alternative') }}
    inner join bodies as other
        on
            this.unit_id = other.unit_id
            and this.fiscal_year = other.fiscal_year + other_terms.years_before
            and coalesce(other_terms.kind, this.document_kind) = other.document_kind
    where terms.years_before is null

),

found as (

    select
        pairs.*,
        'document' as place_key,
        terms.side,
        printed.figure_id,
        terms.sign * printed.direction_sign as sign,
        bool_and(printed.figure_id is not null) over (
            partition by pairs.identity, pairs.document_id, pairs.alternative
        ) as is_complete
    from pairs
    inner join terms on {{ same_by('pairs', 'terms', 'identity', 'alternative') }}
    left join printed
        on
            printed.document_id
            = case when terms.years_before is null then pairs.document_id else pairs.other_document_id end
            and terms.stated_as = printed.stated_as
            and printed.thing = coalesce(terms.concept, terms.table_type)
            and printed.aspect = coalesce(terms.headline, terms.phase)

),

operands as (

    select * from found
    where is_complete

)

select * from operands
