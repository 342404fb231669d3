-- Sums that lack just what a row of another table of the document prints: that row may have been left out.
with causes as (

    select
        causes.*,
        identities.scope
    from {{ ref('audit_causes') }} as causes
    inner join {{ ref('identities') }} as identities on causes.identity = identities.identity
    where identities.scope in ('column', 'hierarchy') and causes.difference_yuan > causes.tolerance_yuan

),

figures as (

    select * from {{ ref('audit_figures') }}
    where row_label is not null and not is_total_row

),

-- a round or short amount may stand anywhere by chance
telling as (

    select *
    from figures
    where length(regexp_replace(rtrim(text_key, '0'), '[^0-9]', '', 'g')) >= 3

),

missing as (

    select
        causes.finding_id,
        causes.cause_group,
        telling.document_id,
        telling.figure_id,
        telling.quotation,
        telling.amount_yuan
    from causes
    inner join telling
        on
            causes.document_id = telling.document_id
            and causes.table_no <> telling.table_no
            and causes.difference_yuan = telling.amount_yuan
    anti join figures as printed
        on
            {{ same_table('causes', 'printed') }}
            and telling.row_label = printed.row_label
    qualify
        row_number() over (partition by causes.finding_id order by telling.table_no, telling.row_no, telling.column_no)
        = 1

)

select * from missing
